#include "views/graph/layout_client.h"

#include <QCoreApplication>
#include <QProcess>

#include <utility>

namespace rolloutscope::graph {

namespace {

constexpr qsizetype maxAnswerBytes = qsizetype{64} << 20U;
constexpr int usualTimeout = 2'000;     // ms
constexpr int killedEndsWithin = 1'000; // ms; a killed process is gone in a moment

} // namespace

LayoutProgram LayoutProgram::standard()
{
    const QString other = qEnvironmentVariable("ROLLOUTSCOPE_LAYOUT_PROGRAM");
    return {.path = other.isEmpty() ? QCoreApplication::applicationFilePath() : other,
            .arguments = {QStringLiteral("--layout-process")}};
}

LayoutClient::LayoutClient(QObject* parent) : QObject(parent)
{
    bool given = false;
    const int wanted = qEnvironmentVariableIntValue("ROLLOUTSCOPE_LAYOUT_TIMEOUT_MS", &given);
    timeout_ = std::chrono::milliseconds(given && wanted > 0 ? wanted : usualTimeout);
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, [this] {
        const double seconds = static_cast<double>(timeout_.count()) / 1'000;
        fail(QStringLiteral("the layout took longer than %1 s").arg(seconds));
    });
}

LayoutClient::~LayoutClient()
{
    // Processes that were cancelled may still be on their way out.
    for (QProcess* process : findChildren<QProcess*>()) {
        process->disconnect();
        process->kill();
        process->waitForFinished(killedEndsWithin);
    }
}

void LayoutClient::start(const LayoutRequest& request)
{
    cancel();
    request_ = request;
    process_ = new QProcess(this);
    connect(process_, &QProcess::readyReadStandardOutput, this, &LayoutClient::collectOutput);
    connect(process_, &QProcess::finished, this, &LayoutClient::finish);
    connect(process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(QStringLiteral("the layout process did not start"));
    });
    process_->setStandardErrorFile(QProcess::nullDevice());
    timer_.start(timeout_);
    process_->start(program_.path, program_.arguments);
    if (process_) {
        process_->write(toJson(request_));
        process_->closeWriteChannel();
    }
}

void LayoutClient::cancel()
{
    timer_.stop();
    output_.clear();
    QProcess* process = std::exchange(process_, nullptr);
    if (!process)
        return;
    process->disconnect(this);
    if (process->state() == QProcess::NotRunning) {
        process->deleteLater();
        return;
    }
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    connect(process, &QProcess::errorOccurred, process, [process](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            process->deleteLater();
    });
    process->kill();
}

void LayoutClient::collectOutput()
{
    output_ += process_->readAllStandardOutput();
    if (output_.size() > maxAnswerBytes)
        fail(QStringLiteral("the layout's answer was too long"));
}

void LayoutClient::finish()
{
    collectOutput();
    if (!process_)
        return; // the last piece was too much
    const bool fine = process_->exitStatus() == QProcess::NormalExit && process_->exitCode() == 0;
    LayoutResult result;
    QString error;
    if (!fine)
        fail(QStringLiteral("the layout process broke off"));
    else if (!fromJson(output_, request_, result, error))
        fail(error);
    else {
        cancel();
        emit finished(result);
    }
}

void LayoutClient::fail(const QString& reason)
{
    cancel();
    emit failed(reason);
}

} // namespace rolloutscope::graph
