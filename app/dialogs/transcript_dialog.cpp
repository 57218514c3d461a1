#include "app/dialogs/transcript_dialog.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int callRole = Qt::UserRole + 1;

QString formatKey()
{
    return QStringLiteral("export/transcriptFormat");
}
QString redactKey()
{
    return QStringLiteral("export/redact");
}

} // namespace

TranscriptDialog::TranscriptDialog(const RolloutTrace& trace, const Relations& relations, const TranscriptChoice& first,
                                   InferenceIndex offered, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Export Transcript"));
    what_ = new QComboBox(this);
    what_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    what_->setMinimumContentsLength(36);
    if (trace.inferenceCalls.contains(offered)) {
        QString name = tr("Prompt of %1").arg(QString::fromStdString(objectTitle(trace, relations, offered)));
        if (const ThreadIndex thread = trace.inferenceCalls[offered].thread)
            name += tr(" of %1").arg(singleLine(objectTitle(trace, relations, thread), 100));
        what_->addItem(name);
        what_->setItemData(0, offered.value, callRole);
    }
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        const auto entries = static_cast<std::uint64_t>(trace.threads[thread].items.size());
        what_->addItem(QStringLiteral("%1 (%2)").arg(
                           tr("Transcript of %1")
                               .arg(singleLine(QString::fromStdString(objectTitle(trace, relations, thread)), 110)),
                           QString::fromStdString(formatCounted(entries, "entry", "entries"))),
                       thread.value);
        if (thread == first.agent && !first.call)
            what_->setCurrentIndex(what_->count() - 1);
    }

    auto* formats = new QVBoxLayout;
    formats->setSpacing(4);
    const auto addFormat = [&](TranscriptFormat format, const QString& text, const QString& help) {
        auto* button = new QRadioButton(text, this);
        button->setToolTip(help);
        button->setChecked(format == first.format);
        formats->addWidget(button);
        formats_.emplace_back(format, button);
    };
    addFormat(TranscriptFormat::Html, tr("&HTML, one file"),
              tr("To read and pass on: without scripts, loads nothing, images inside it"));
    addFormat(TranscriptFormat::Markdown, tr("&Markdown"), tr("To read as text, and to paste into an issue"));
    addFormat(TranscriptFormat::Json, tr("&JSON"), tr("For programs: ids, roles, sizes, and which calls saw an entry"));

    redact_ = new QCheckBox(tr("Mask &secrets"), this);
    redact_->setChecked(first.redact);
    auto* note = new QLabel(tr("Keys, tokens, passwords, e-mail addresses and names in home paths, by well-known "
                               "patterns. Images are left out. What follows no pattern stays."),
                            this);
    note->setWordWrap(true);
    note->setFont(smallFont());
    note->setForegroundRole(QPalette::PlaceholderText);

    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    auto* whatLabel = new QLabel(tr("&What:"), this);
    whatLabel->setBuddy(what_);
    form->addRow(whatLabel, what_);
    form->addRow(tr("Format:"), formats);
    auto* masking = new QVBoxLayout;
    masking->setSpacing(3);
    masking->addWidget(redact_);
    masking->addWidget(note);
    form->addRow(QString(), masking);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* save = buttons->addButton(tr("Save &As…"), QDialogButtonBox::AcceptRole);
    save->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->addLayout(form);
    column->addSpacing(6);
    column->addWidget(buttons);
    setMinimumWidth(440);
}

TranscriptChoice TranscriptDialog::choice() const
{
    TranscriptChoice chosen;
    if (const QVariant call = what_->currentData(callRole); call.isValid())
        chosen.call = InferenceIndex{call.toUInt()};
    else if (what_->currentIndex() >= 0)
        chosen.agent = ThreadIndex{what_->currentData().toUInt()};
    for (const auto& [format, button] : formats_) {
        if (button->isChecked())
            chosen.format = format;
    }
    chosen.redact = redact_->isChecked();
    return chosen;
}

TranscriptChoice savedTranscriptChoice(const QSettings& settings)
{
    TranscriptChoice saved;
    saved.format = transcriptFormat(settings.value(formatKey()).toString().toStdString()).value_or(saved.format);
    saved.redact = settings.value(redactKey(), false).toBool();
    return saved;
}

void saveTranscriptChoice(QSettings& settings, const TranscriptChoice& choice)
{
    settings.setValue(formatKey(), QString::fromLatin1(nameOf(choice.format)));
    settings.setValue(redactKey(), choice.redact);
}

} // namespace rolloutscope
