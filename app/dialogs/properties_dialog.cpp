#include "app/dialogs/properties_dialog.h"

#include "app/window/bundle_words.h"
#include "core/insight/describe.h"
#include "core/insight/recorder.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

constexpr std::size_t mostEventTypes = 500;

QString timeText(UnixMs ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t"));
}

QString completeness(const RolloutTrace& trace)
{
    if (trace.schemaVersion < 2)
        return PropertiesDialog::tr("not told by schema v1");
    return trace.recordingComplete ? PropertiesDialog::tr("complete: the recorder said that it wrote everything")
                                   : PropertiesDialog::tr("not complete: the recorder never said that it was done");
}

QTreeWidget* countTable(const QStringList& headers, QWidget* parent)
{
    auto* table = new QTreeWidget(parent);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setHeaderLabels(headers);
    table->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    table->header()->setStretchLastSection(false);
    table->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    return table;
}

void addCount(QTreeWidget* table, const QString& name, std::uint64_t count)
{
    auto* row = new QTreeWidgetItem(table, {name, QLocale().toString(static_cast<qulonglong>(count))});
    row->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace

PropertiesDialog::PropertiesDialog(const QString& path, const LoadedTracePtr& loaded, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Properties"));
    const RolloutTrace& trace = loaded->trace;
    const Manifest& manifest = loaded->bundle.manifest();

    auto* title = new QLabel(bundleName(path, loaded.get()), this);
    title->setTextFormat(Qt::PlainText);
    title->setFont(titleFont());
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(3);
    const auto addRow = [&](const QString& name, const QString& value, bool fixed = false) {
        auto* label = new QLabel(name, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        auto* field = new QLineEdit(singleLine(value, 4'000), this);
        field->setReadOnly(true);
        field->setFrame(false);
        field->setCursorPosition(0);
        field->setStyleSheet(QStringLiteral("background: transparent; border: none; padding: 0;"));
        field->setToolTip(plainToolTip(value));
        field->setAccessibleName(name);
        if (fixed)
            field->setFont(fixedFont());
        form->addRow(label, field);
    };
    addRow(tr("Folder"), QDir::toNativeSeparators(path));
    addRow(tr("Trace"), QString::fromStdString(manifest.traceId), true);
    addRow(tr("Rollout"), QString::fromStdString(manifest.rolloutId), true);
    addRow(tr("Root thread"), QString::fromStdString(manifest.rootThreadId), true);
    addRow(tr("Schema"), tr("version %1").arg(manifest.schemaVersion));
    addRow(tr("Recorder"), QString::fromStdString(recorderText(trace)));
    addRow(tr("Status"), QString::fromStdString(endText(trace)));
    addRow(tr("Recording"), completeness(trace));
    addRow(tr("Started"), timeText(trace.startedAt));
    addRow(tr("Ended"), trace.endedAt ? timeText(*trace.endedAt) : tr("no end recorded"));
    addRow(tr("Duration"),
           QString::fromStdString(formatDuration(loaded->relations.lastMoment() - loaded->relations.firstMoment())));
    addRow(tr("Read"), tr("%1 in %2")
                           .arg(QString::fromStdString(formatBytes(loaded->bytesRead)),
                                QString::fromStdString(formatDuration(loaded->elapsedMs))));
    addRow(tr("Problems"), QLocale().toString(static_cast<qulonglong>(loaded->problems.total)));

    auto* objects = countTable({tr("Objects"), tr("Count")}, this);
    addCount(objects, tr("agents (threads)"), trace.threads.size());
    addCount(objects, tr("turns"), trace.turns.size());
    addCount(objects, tr("inference calls"), trace.inferenceCalls.size());
    addCount(objects, tr("tool calls"), trace.toolCalls.size());
    addCount(objects, tr("code cells"), trace.codeCells.size());
    addCount(objects, tr("terminal sessions"), trace.terminalSessions.size());
    addCount(objects, tr("terminal operations"), trace.terminalOperations.size());
    addCount(objects, tr("compactions"), trace.compactions.size());
    addCount(objects, tr("conversation items"), trace.items.size());
    addCount(objects, tr("interaction edges"), trace.edges.size());
    addCount(objects, tr("payloads"), trace.payloads.size());

    auto* events = countTable({tr("Events by type"), tr("Count")}, this);
    std::size_t shown = 0;
    for (const auto& [type, count] : trace.eventsByType) {
        if (++shown > mostEventTypes) {
            new QTreeWidgetItem(events, {tr("… and %1 more types").arg(trace.eventsByType.size() - mostEventTypes)});
            break;
        }
        addCount(events, singleLine(type, 120), count);
    }
    auto* tables = new QHBoxLayout;
    tables->setSpacing(12);
    tables->addWidget(events, 3);
    tables->addWidget(objects, 2);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addLayout(form);
    layout->addLayout(tables, 1);
    layout->addWidget(buttons);
    resize(680, 620);
}

} // namespace rolloutscope
