// The bundles inside a folder that is none itself: choose one or more.
#pragma once

#include "app/open/open_probe.h"

#include <QDialog>

class QTreeWidget;

namespace rolloutscope {

class BundleListDialog : public QDialog {
    Q_OBJECT
public:
    BundleListDialog(const QString& folder, const std::vector<BundleEntry>& bundles, QWidget* parent = nullptr);

    [[nodiscard]] QStringList chosen() const;
    [[nodiscard]] QTreeWidget* list() const { return list_; }

private:
    QTreeWidget* list_ = nullptr;
};

} // namespace rolloutscope
