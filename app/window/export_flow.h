// File → Export: asks for a file and writes the rollout into it, in the format that the file's name says.
#pragma once

#include <QFuture>
#include <QObject>
#include <QString>

#include <functional>

class QWidget;

namespace rolloutscope {

class BundlePage;

struct ExportChoice {
    QString file; // empty: nobody wants an export any more
    /// Of pictures: all of it, not only what is in view.
    bool whole = false;
    /// Of pictures: the graph instead of the timeline.
    bool graph = false;
    /// Of all but pictures: secrets are masked.
    bool redact = false;
};

class ExportFlow : public QObject {
    Q_OBJECT
public:
    explicit ExportFlow(QWidget* window);

    /// `suggested` is a path with the name of the bundle. Replaced in tests, where nobody is there to choose.
    std::function<ExportChoice(const QString& suggested)> chooseFile;

    /// Asks, and writes in the background. What takes a while shows how far it is, and can be cancelled.
    void exportPage(BundlePage* page, const QString& folder);

signals:
    void written(const QString& file);
    void failed(const QString& message);

private:
    void writeData(BundlePage* page, const ExportChoice& choice);
    void writePicture(BundlePage* page, const ExportChoice& choice);
    void writeGraph(BundlePage* page, const ExportChoice& choice);
    /// Says how a writing in the background ended.
    void report(const QFuture<QString>& writing, const QString& file);
};

} // namespace rolloutscope
