#include "app/open/open_flow.h"

#include "views/document/background.h"

#include <QFutureWatcher>

namespace rolloutscope {

void OpenFlow::open(const QStringList& paths)
{
    if (paths.isEmpty())
        return;
    using Results = std::vector<ProbeResult>;
    ++running_;
    auto* watcher = new QFutureWatcher<Results>(this);
    connect(watcher, &QFutureWatcher<Results>::finished, this, [this, watcher] {
        const Results results = watcher->result();
        watcher->deleteLater();
        --running_;
        const auto emitAll = [&](ProbeResult::Kind kind, auto&& send) {
            for (const ProbeResult& result : results) {
                if (result.kind == kind)
                    send(result);
            }
        };
        // A list to choose from asks a person and waits: it comes last.
        emitAll(ProbeResult::Kind::Bundle,
                [this](const ProbeResult& result) { emit bundleFound(result.path, result.asked); });
        emitAll(ProbeResult::Kind::Refused,
                [this](const ProbeResult& result) { emit refused(result.message, result.asked); });
        emitAll(ProbeResult::Kind::FolderOfBundles,
                [this](const ProbeResult& result) { emit bundlesOffered(result.path, result.bundles, result.asked); });
        emit finished();
    });
    watcher->setFuture(runInBackground([paths] {
        Results results;
        for (const QString& path : paths)
            results.push_back(probePath(path));
        return results;
    }));
}

} // namespace rolloutscope
