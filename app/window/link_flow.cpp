#include "app/window/link_flow.h"

#include "app/bundle_page.h"
#include "app/window/link_follower.h"
#include "views/theme/plain_text.h"

#include <QUrl>

namespace rolloutscope {
namespace {

constexpr qsizetype mostCharactersShown = 120;

/// A desktop hands files over as URLs to a program that takes links.
QString withoutFileScheme(const QString& argument)
{
    if (!argument.startsWith(QLatin1String("file://")))
        return argument;
    const QUrl url(argument, QUrl::StrictMode);
    const bool isHere = url.isLocalFile() && (url.host().isEmpty() || url.host() == QLatin1String("localhost"));
    return isHere ? url.path(QUrl::FullyDecoded) : argument;
}

} // namespace

QStringList LinkFlow::takeLinks(const QStringList& arguments)
{
    QStringList paths;
    for (const QString& argument : arguments) {
        if (!isLink(argument)) {
            paths << withoutFileScheme(argument);
            continue;
        }
        const ParsedLink parsed = parseLink(argument);
        if (!parsed.link) {
            emit refused(tr("Not a link to open: %1. %2").arg(singleLine(argument, mostCharactersShown), parsed.error));
            continue;
        }
        waiting_.insert(parsed.link->bundle, *parsed.link);
        if (!paths.contains(parsed.link->bundle))
            paths << parsed.link->bundle;
    }
    return paths;
}

void LinkFlow::followIn(BundlePage* page, const QString& asked)
{
    const auto found = waiting_.constFind(asked);
    if (found == waiting_.constEnd())
        return;
    const ObjectLink link = *found;
    waiting_.erase(found);
    // A newer link takes the place of one that still waits.
    qDeleteAll(page->findChildren<LinkFollower*>(QString(), Qt::FindDirectChildrenOnly));
    auto* follower = new LinkFollower(page, link);
    connect(follower, &LinkFollower::missing, this, &LinkFlow::refused);
}

} // namespace rolloutscope
