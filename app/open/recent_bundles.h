// The bundles opened last, newest first, kept across runs. Whether they are still there is looked up in the background.
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>

class QSettings;

namespace rolloutscope {

class RecentBundles : public QObject {
    Q_OBJECT
public:
    static constexpr int most = 12;

    explicit RecentBundles(QSettings& settings, QObject* parent = nullptr);

    [[nodiscard]] const QStringList& paths() const { return paths_; }
    [[nodiscard]] bool isMissing(const QString& path) const { return missing_.contains(path); }
    void add(const QString& path);
    void clear();
    /// Looks again which ones exist; changed() follows when that differs.
    void refresh();

signals:
    void changed();

private:
    void save();

    QSettings& settings_;
    QStringList paths_;
    QSet<QString> missing_;
};

} // namespace rolloutscope
