// A message above the tabs: says what went wrong without stopping anybody. Escape or × closes it.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace rolloutscope {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Further messages are added below while the bar is open; a bounded number of them.
    void showMessage(const QString& text);
    [[nodiscard]] QString text() const { return messages_.join(u'\n'); }
    void dismiss();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void takeColors();

    QStringList messages_;
    QLabel* icon_ = nullptr;
    QLabel* label_ = nullptr;
    QToolButton* closeButton_ = nullptr;
    bool takingColors_ = false;
};

} // namespace rolloutscope
