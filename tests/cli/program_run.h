// The program run as a person runs it, without a display.
#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

namespace rolloutscope::test {

struct Run {
    int exitCode = -1; // -1: it did not end in time, -2: it crashed
    QByteArray out;
    QByteArray err;
};

inline Run run(const QStringList& arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QString::fromLatin1(name));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(ROLLOUTSCOPE_PROGRAM), arguments);
    if (!process.waitForFinished(120'000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace rolloutscope::test
