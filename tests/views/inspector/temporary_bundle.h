// A bundle folder that lives as long as a test, with payload files of any content.
#pragma once

#include "core/bundle/bundle.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace rolloutscope::test {

class TemporaryBundle {
public:
    TemporaryBundle()
    {
        QDir(dir_.path()).mkdir(QStringLiteral("payloads"));
        write("manifest.json", R"({"schema_version":1,"trace_id":"t","rollout_id":"r","root_thread_id":"root",)"
                               R"("started_at_unix_ms":1000,"raw_event_log":"trace.jsonl","payloads_dir":"payloads"})");
        write("trace.jsonl", "");
    }

    [[nodiscard]] QString path() const { return dir_.path(); }

    void write(const char* name, const QByteArray& content) const
    {
        QFile file(dir_.filePath(QString::fromUtf8(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", name);
    }

    [[nodiscard]] Bundle open() const
    {
        Bundle bundle;
        std::string error;
        if (!Bundle::open(dir_.path().toStdString(), bundle, error))
            qFatal("%s", error.c_str());
        return bundle;
    }

private:
    QTemporaryDir dir_;
};

} // namespace rolloutscope::test
