// A message above the tabs: says what went wrong, or quietly what went well, without stopping anybody. Escape or ×
// closes it.
#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QTimer;
class QToolButton;

namespace rolloutscope {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Further messages are added below while the bar is open; a bounded number of them.
    void showMessage(const QString& text);
    /// As showMessage(), with a button that does something about it.
    void showMessage(const QString& text, const QString& buttonText, std::function<void()> act);
    /// Something that went well; it goes by itself. A message that is shown stays in its place.
    void showNotice(const QString& text);
    [[nodiscard]] QString text() const { return messages_.join(u'\n'); }
    void dismiss();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void takeColors();
    void setQuiet(bool quiet);

    QStringList messages_;
    bool quiet_ = false;
    std::function<void()> act_;
    QPushButton* button_ = nullptr;
    QTimer* noticeTimer_ = nullptr;
    QLabel* icon_ = nullptr;
    QLabel* label_ = nullptr;
    QToolButton* closeButton_ = nullptr;
    bool takingColors_ = false;
};

} // namespace rolloutscope
