// File → Export Transcript: whose conversation, or the prompt of which call, in which format, with secrets or without.
#pragma once

#include "core/export/transcript_export.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QRadioButton;
class QSettings;

namespace rolloutscope {

struct TranscriptChoice {
    ThreadIndex agent;
    InferenceIndex call = {}; // its prompt, instead of the agent's transcript
    TranscriptFormat format = TranscriptFormat::Html;
    bool redact = false;
    QString file; // empty: nobody wants an export any more
};

class TranscriptDialog : public QDialog {
    Q_OBJECT
public:
    /// `first` is chosen: its call's prompt if it names one. The prompt of `offered` can be chosen too.
    TranscriptDialog(const RolloutTrace& trace, const Relations& relations, const TranscriptChoice& first,
                     InferenceIndex offered, QWidget* parent);
    [[nodiscard]] TranscriptChoice choice() const;

private:
    QComboBox* what_ = nullptr;
    std::vector<std::pair<TranscriptFormat, QRadioButton*>> formats_;
    QCheckBox* redact_ = nullptr;
};

/// What was chosen the last time.
[[nodiscard]] TranscriptChoice savedTranscriptChoice(const QSettings& settings);
void saveTranscriptChoice(QSettings& settings, const TranscriptChoice& choice);

} // namespace rolloutscope
