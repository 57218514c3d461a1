#include "app/open/recent_bundles.h"

#include "views/document/background.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QSettings>

namespace rolloutscope {
namespace {

QString settingsKey()
{
    return QStringLiteral("recent/bundles");
}

} // namespace

RecentBundles::RecentBundles(QSettings& settings, QObject* parent) : QObject(parent), settings_(settings)
{
    paths_ = settings_.value(settingsKey()).toStringList().mid(0, most);
    refresh();
}

void RecentBundles::add(const QString& path)
{
    paths_.removeAll(path);
    paths_.prepend(path);
    paths_ = paths_.mid(0, most);
    missing_.remove(path);
    save();
    emit changed();
}

void RecentBundles::clear()
{
    paths_.clear();
    missing_.clear();
    save();
    emit changed();
}

void RecentBundles::refresh()
{
    if (paths_.isEmpty())
        return;
    auto* watcher = new QFutureWatcher<QSet<QString>>(this);
    connect(watcher, &QFutureWatcher<QSet<QString>>::finished, this, [this, watcher] {
        const QSet<QString> missing = watcher->result();
        watcher->deleteLater();
        if (missing == missing_)
            return;
        missing_ = missing;
        emit changed();
    });
    watcher->setFuture(runInBackground([paths = paths_] {
        QSet<QString> missing;
        for (const QString& path : paths) {
            if (!QFileInfo(path).isDir())
                missing.insert(path);
        }
        return missing;
    }));
}

void RecentBundles::save()
{
    settings_.setValue(settingsKey(), paths_);
}

} // namespace rolloutscope
