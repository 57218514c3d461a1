// What becomes of links among the things to open: their bundles are opened as any other, and the object that a link is
// for is selected and brought into sight when it is there.
#pragma once

#include "app/open/object_link.h"

#include <QHash>
#include <QObject>
#include <QStringList>

namespace rolloutscope {

class BundlePage;

class LinkFlow : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// The paths to open: `arguments` with links replaced by their bundles, and file: URLs by their paths. A link that
    /// is none is refused and left out.
    [[nodiscard]] QStringList takeLinks(const QStringList& arguments);
    /// The path `asked` led to this page, newly opened or there already: links to it are followed in it.
    void followIn(BundlePage* page, const QString& asked);
    /// The path `asked` led to no bundle.
    void forget(const QString& asked) { waiting_.remove(asked); }

signals:
    void refused(const QString& message);

private:
    QHash<QString, ObjectLink> waiting_; // by the bundle's path as the link says it
};

} // namespace rolloutscope
