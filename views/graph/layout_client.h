// Asks the layout process for a layout, without waiting: bounded in time, cancelled at once, never trusted.
#pragma once

#include "views/graph/graph_layout.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>

class QProcess;

namespace rolloutscope::graph {

/// How the layout process is started.
struct LayoutProgram {
    QString path;
    QStringList arguments;

    /// This executable with the hidden verb, or what ROLLOUTSCOPE_LAYOUT_PROGRAM names instead of it.
    [[nodiscard]] static LayoutProgram standard();
};

class LayoutClient : public QObject {
    Q_OBJECT
public:
    explicit LayoutClient(QObject* parent = nullptr);
    ~LayoutClient() override;

    void setProgram(LayoutProgram program) { program_ = std::move(program); }
    /// 2 s, or what ROLLOUTSCOPE_LAYOUT_TIMEOUT_MS says (for machines that are slow for a reason).
    void setTimeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }

    /// Gives up what runs and starts anew; ends in exactly one of the signals unless cancelled or started again.
    void start(const LayoutRequest& request);
    /// Ends the running layout at once; no signal follows.
    void cancel();
    [[nodiscard]] bool isRunning() const { return process_ != nullptr; }

signals:
    void finished(const rolloutscope::graph::LayoutResult& result);
    /// In words, for a quiet note: "took longer than 2 s".
    void failed(const QString& reason);

private:
    void collectOutput();
    void finish();
    void fail(const QString& reason);

    LayoutProgram program_ = LayoutProgram::standard();
    std::chrono::milliseconds timeout_;
    LayoutRequest request_;
    QProcess* process_ = nullptr; // the running one
    QByteArray output_;
    QTimer timer_;
};

} // namespace rolloutscope::graph
