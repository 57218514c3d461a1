// How the cells of the statistics and of the list behind them look: room at the sides, numbers under their headers,
// bars behind totals, failures in red, everything dim while it is old.
#pragma once

#include <QStyledItemDelegate>

namespace rolloutscope {

class StatisticsDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setStale(bool stale) { stale_ = stale; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    bool stale_ = false;
    virtual void paintGround(QPainter*, const QStyleOptionViewItem&, const QModelIndex&) const {}
    [[nodiscard]] virtual bool isFailure(const QModelIndex& index) const = 0;
    [[nodiscard]] virtual bool isDim(const QModelIndex& index) const = 0;
};

/// Of a StatisticsModel.
class StatisticsTableDelegate : public StatisticsDelegate {
    Q_OBJECT
public:
    using StatisticsDelegate::StatisticsDelegate;

protected:
    void paintGround(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] bool isFailure(const QModelIndex& index) const override;
    [[nodiscard]] bool isDim(const QModelIndex& index) const override;
};

/// Of an ObjectListModel.
class ObjectListDelegate : public StatisticsDelegate {
    Q_OBJECT
public:
    using StatisticsDelegate::StatisticsDelegate;

protected:
    [[nodiscard]] bool isFailure(const QModelIndex& index) const override;
    [[nodiscard]] bool isDim(const QModelIndex& index) const override;
};

} // namespace rolloutscope
