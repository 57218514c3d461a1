// File → Export Transcript: asks whose and how, and writes it in the background.
#pragma once

#include "app/dialogs/transcript_dialog.h"
#include "views/document/loaded_trace.h"

#include <QObject>

#include <functional>

class QSettings;
class QWidget;

namespace rolloutscope {

class BundlePage;

class TranscriptFlow : public QObject {
    Q_OBJECT
public:
    TranscriptFlow(QSettings& settings, QWidget* window);

    /// Gets what would be written, and gives what is wanted, with a file. Replaced in tests, where nobody is there to
    /// choose. `offered` is a call whose prompt may be meant; `folder` is where the
    /// file's dialog begins.
    std::function<TranscriptChoice(const LoadedTrace& loaded, const TranscriptChoice& first, InferenceIndex offered,
                                   const QString& folder)>
        choose;

    /// Of the selection's agent, else of the root. What takes a while shows how far it is, and can be cancelled.
    void exportPage(BundlePage* page, const QString& folder);

signals:
    void written(const QString& file);
    void failed(const QString& message);

private:
    void write(const LoadedTracePtr& loaded, const TranscriptChoice& choice);

    QSettings& settings_;
    QWidget* window_;
};

} // namespace rolloutscope
