// From paths that somebody chose, dropped or typed to bundles that can be opened. Looks at the disk in the background
// and reports one outcome a path: bundles first, in the order given.
#pragma once

#include "app/open/open_probe.h"

#include <QObject>

namespace rolloutscope {

class OpenFlow : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void open(const QStringList& paths);
    [[nodiscard]] bool isIdle() const { return running_ == 0; }

signals:
    /// `asked` is the path as it was given to open().
    void bundleFound(const QString& path, const QString& asked);
    void bundlesOffered(const QString& folder, const std::vector<rolloutscope::BundleEntry>& bundles,
                        const QString& asked);
    void refused(const QString& message, const QString& asked);
    /// After the last outcome of one open().
    void finished();

private:
    int running_ = 0;
};

} // namespace rolloutscope
