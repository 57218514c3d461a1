// Writes small bundles into temporary folders for the window's tests.
#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace rolloutscope::test {

inline bool writeFile(const QString& path, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

inline QByteArray manifest(const char* traceId = "t")
{
    return QByteArray(R"({"schema_version":1,"trace_id":")") + traceId +
           R"(","rollout_id":"r","root_thread_id":"a","started_at_unix_ms":1700000000000,)" +
           R"("raw_event_log":"trace.jsonl","payloads_dir":"payloads"})";
}

/// One event a line; `seq` is also the time in ms since the start.
inline QByteArray logLine(int seq, const QByteArray& payload, const QByteArray& thread = "a",
                          const QByteArray& turn = "u")
{
    return R"({"schema_version":1,"seq":)" + QByteArray::number(seq) + R"(,"wall_time_unix_ms":)" +
           QByteArray::number(1'700'000'000'000LL + seq) + R"(,"rollout_id":"r","thread_id":")" + thread +
           R"(","codex_turn_id":")" + turn + R"(","payload":)" + payload + "}\n";
}

/// A root agent with one turn.
inline QByteArray smallLog()
{
    return logLine(1, R"({"type":"rollout_started","trace_id":"t","root_thread_id":"a"})") +
           logLine(2, R"({"type":"thread_started","thread_id":"a","agent_path":"/root"})") +
           logLine(3, R"({"type":"codex_turn_started","codex_turn_id":"u","thread_id":"a"})");
}

/// Makes `root/name` a bundle and returns its path.
inline QString makeBundle(const QTemporaryDir& root, const QString& name, const QByteArray& log = smallLog())
{
    const QString path = QFileInfo(root.path()).canonicalFilePath() + u'/' + name;
    writeFile(path + QStringLiteral("/manifest.json"), manifest());
    writeFile(path + QStringLiteral("/trace.jsonl"), log);
    return path;
}

} // namespace rolloutscope::test
