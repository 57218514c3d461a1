#include "views/theme/icons.h"

#include "views/theme/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

// Outside the namespace, as the macro wants it: the resources live in a static library.
static void initIconResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace rolloutscope {
namespace {

QByteArray readDrawing(const QString& name)
{
    initIconResources();
    QFile file(QStringLiteral(":/rolloutscope/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

class ThemedIconEngine : public QIconEngine {
public:
    ThemedIconEngine(QString name, QByteArray drawing) : name_(std::move(name)), drawing_(std::move(drawing)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        QByteArray colored = drawing_;
        colored.replace("currentColor", colorOf(mode, state).name(QColor::HexRgb).toLatin1());
        QSvgRenderer renderer(colored);
        renderer.render(painter, QRectF(rect));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        const QString key =
            QStringLiteral("rolloutscope/%1/%2x%3/%4")
                .arg(name_, QString::number(size.width()), QString::number(size.height()), colorOf(mode, state).name());
        QPixmap result;
        if (QPixmapCache::find(key, &result))
            return result;
        result = QPixmap(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, result);
        return result;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new ThemedIconEngine(name_, drawing_); }

private:
    [[nodiscard]] static QColor colorOf(QIcon::Mode mode, QIcon::State state)
    {
        const Theme& theme = Theme::of(QGuiApplication::palette());
        if (mode == QIcon::Disabled)
            return theme.dark ? theme.line.lighter(150) : theme.line.darker(125);
        if (mode == QIcon::Selected || state == QIcon::On)
            return theme.selection;
        return theme.text;
    }

    QString name_;
    QByteArray drawing_;
};

} // namespace

QIcon themedIcon(const QString& name)
{
    QByteArray drawing = readDrawing(name);
    if (drawing.isEmpty())
        return {};
    return QIcon(new ThemedIconEngine(name, std::move(drawing)));
}

QIcon applicationIcon()
{
    initIconResources();
    QIcon icon;
    QSvgRenderer renderer(QStringLiteral(":/rolloutscope/icons/rolloutscope.svg"));
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace rolloutscope
