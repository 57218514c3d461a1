// File → Export: asks for a file and writes the rollout into it, in the format that the file's name says.
#pragma once

#include <QObject>
#include <QString>

#include <functional>

class QWidget;

namespace rolloutscope {

class BundlePage;

class ExportFlow : public QObject {
    Q_OBJECT
public:
    explicit ExportFlow(QWidget* window);

    /// `suggested` is a path with the name of the bundle. Replaced in tests, where nobody is there to choose.
    std::function<QString(const QString& suggested)> chooseFile;

    /// Asks and writes. Data are written in the background, pictures of the timeline at once.
    void exportPage(BundlePage* page, const QString& folder);

signals:
    void written(const QString& file);
    void failed(const QString& message);

private:
    void writeData(BundlePage* page, const QString& file);
    void writePicture(BundlePage* page, const QString& file);
};

} // namespace rolloutscope
