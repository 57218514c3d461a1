// A small popup for a bookmark's note and colour, beside what it is about. Enter saves, Shift+Enter begins a line,
// Escape leaves everything as it was; a click elsewhere saves. Deletes itself when it is closed.
#pragma once

#include <QFrame>
#include <QPoint>
#include <QString>

#include <string>

class QButtonGroup;
class QLabel;
class QPlainTextEdit;

namespace rolloutscope {

class BookmarkStore;

class NoteEditor : public QFrame {
    Q_OBJECT
public:
    explicit NoteEditor(QWidget* parent = nullptr);

    /// Shows the popup with its corner at a position of the screen (px), moved as far as it needs to be seen whole.
    void showAt(const QPoint& globalPosition, const QString& title, const QString& note, int color);
    [[nodiscard]] QString note() const;
    [[nodiscard]] int color() const;

    /// Edits a bookmark of a store; null when the store has no such bookmark.
    static NoteEditor* editBookmark(BookmarkStore* store, const std::string& id, QWidget* parent,
                                    const QPoint& globalPosition);

signals:
    void saved(const QString& note, int color);
    void cancelled();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool takeKey(const QKeyEvent* event);
    void finish(bool save);

    QPlainTextEdit* text_ = nullptr;
    QButtonGroup* colors_ = nullptr;
    QLabel* title_ = nullptr;
    bool finished_ = false;
};

} // namespace rolloutscope
