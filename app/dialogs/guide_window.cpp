#include "app/dialogs/guide_window.h"

#include "views/theme/theme.h"

#include <QAction>
#include <QFile>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextList>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

// Outside the namespace, as the macro wants it: the resources live in a static library.
static void initGuideResources()
{
    Q_INIT_RESOURCE(guide);
}

namespace rolloutscope {
namespace {

constexpr int textMargin = 18; // px
constexpr int aboveHeading = 16;
constexpr int belowHeading = 4;
constexpr int belowParagraph = 6;
constexpr int belowStep = 3;

/// Markdown gives headings of a page of print, and no room around anything.
void setType(QTextDocument* document)
{
    const int first = document->firstBlock().blockNumber();
    for (QTextBlock block = document->firstBlock(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        const int level = format.headingLevel();
        format.setTopMargin(level > 0 && block.blockNumber() != first ? aboveHeading : 0);
        format.setBottomMargin(level > 0 ? belowHeading : block.textList() != nullptr ? belowStep : belowParagraph);
        cursor.setBlockFormat(format);
        if (level == 0)
            continue;
        QTextCharFormat type;
        QFont font = level == 1 ? titleFont() : baseFont();
        font.setWeight(QFont::DemiBold);
        type.setFont(font, QTextCharFormat::FontPropertiesSpecifiedOnly);
        type.setProperty(QTextFormat::FontSizeAdjustment, 0);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(type);
    }
}

} // namespace

QString guideSource()
{
    initGuideResources();
    QFile file(QStringLiteral(":/rolloutscope/guide/guide.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString guideText(const std::function<QString(const QString& actionId)>& keysOf)
{
    static const QRegularExpression placeholder(QStringLiteral("\\{([A-Za-z.]+)\\|([^}]+)\\}"));
    const QString source = guideSource();
    QString text;
    qsizetype at = 0;
    for (auto found = placeholder.globalMatch(source); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        text += source.mid(at, match.capturedStart() - at);
        const QString keys = keysOf(match.captured(1));
        text += QStringLiteral("**") + (keys.isEmpty() ? match.captured(2) : keys) + QStringLiteral("**");
        at = match.capturedEnd();
    }
    return text + source.mid(at);
}

GuideWindow::GuideWindow(std::function<std::vector<ActionGroup>()> actions, QWidget* parent)
    : QDialog(parent), actions_(std::move(actions)), text_(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("guide"));
    setWindowTitle(tr("Guide"));
    setModal(false);
    text_->setOpenLinks(false);
    text_->setFrameShape(QFrame::NoFrame);
    text_->setAccessibleName(windowTitle());
    text_->document()->setDocumentMargin(textMargin);
    connect(text_, &QTextBrowser::anchorClicked, this, &GuideWindow::follow);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(text_);
    resize(520, 680);
    refresh();
}

void GuideWindow::refresh()
{
    text_->setMarkdown(guideText([this](const QString& id) {
        const QAction* action = actionOf(id);
        return action != nullptr ? actionKeys(action) : QString();
    }));
    setType(text_->document());
    text_->moveCursor(QTextCursor::Start);
}

QAction* GuideWindow::actionOf(const QString& id) const
{
    for (const ActionGroup& group : actions_()) {
        const auto found = std::find_if(group.actions.begin(), group.actions.end(),
                                        [&](const QAction* action) { return action->objectName() == id; });
        if (found != group.actions.end())
            return *found;
    }
    return nullptr;
}

void GuideWindow::follow(const QUrl& link)
{
    if (link.scheme() != QLatin1String("action"))
        return;
    QAction* action = actionOf(link.path());
    if (action == nullptr)
        emit refused(tr("Open a bundle first: then the guide's links work."));
    else if (!action->isEnabled())
        emit refused(tr("“%1” needs something to be selected first.").arg(actionName(action)));
    else
        action->trigger();
}

} // namespace rolloutscope
