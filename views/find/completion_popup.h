// The list under (or above) a text box that offers what can be typed. It lies inside the window and never takes the
// keyboard: the box keeps the focus and steers it.
#pragma once

#include <QStringList>
#include <QWidget>

class QListView;
class QStringListModel;

namespace rolloutscope {

class CompletionPopup : public QWidget {
    Q_OBJECT
public:
    /// Lies in the window of `box`, wherever that is placed later.
    explicit CompletionPopup(QWidget* box);

    /// Shows the texts with its left edge `x` px from that of the box; without texts it hides. No row is current.
    void offer(const QStringList& texts, int x);
    [[nodiscard]] QStringList texts() const;
    /// -1: none
    [[nodiscard]] int currentRow() const;
    /// To the next row (the previous one for -1); beyond either end no row is current.
    void moveCurrent(int by);

signals:
    void rowClicked(int row);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void place(int x);

    QWidget* box_;
    QListView* list_;
    QStringListModel* rows_;
};

} // namespace rolloutscope
