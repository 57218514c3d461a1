// File → Export Transcript: whose conversation, in which format, with secrets or without.
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
    TranscriptFormat format = TranscriptFormat::Html;
    bool redact = false;
    QString file; // empty: nobody wants an export any more
};

class TranscriptDialog : public QDialog {
    Q_OBJECT
public:
    /// `first` is chosen; format and redaction are as they were the last time.
    TranscriptDialog(const RolloutTrace& trace, const Relations& relations, const TranscriptChoice& first,
                     QWidget* parent);
    [[nodiscard]] TranscriptChoice choice() const;

private:
    QComboBox* agent_ = nullptr;
    std::vector<std::pair<TranscriptFormat, QRadioButton*>> formats_;
    QCheckBox* redact_ = nullptr;
};

/// What was chosen the last time.
[[nodiscard]] TranscriptChoice savedTranscriptChoice(const QSettings& settings);
void saveTranscriptChoice(QSettings& settings, const TranscriptChoice& choice);

} // namespace rolloutscope
