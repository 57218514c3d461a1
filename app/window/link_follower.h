// Waits until a page can show the object of a link, shows it, and goes.
#pragma once

#include "app/open/object_link.h"

#include <QObject>

namespace rolloutscope {

class BundlePage;

class LinkFollower : public QObject {
    Q_OBJECT
public:
    /// A child of the page.
    LinkFollower(BundlePage* page, ObjectLink link);

signals:
    /// The whole bundle is read, and the object is not in it.
    void missing(const QString& message);

private:
    void tryNow();
    void giveUpOnRest();

    BundlePage* page_;
    ObjectLink link_;
    bool done_ = false;
    bool waitsForMore_ = false; // of a reading that has ended before its end
};

} // namespace rolloutscope
