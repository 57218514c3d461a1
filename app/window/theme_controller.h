// Light or dark: the person's choice, or the system's palette, followed while the program runs.
#pragma once

#include <QObject>
#include <QPalette>

class QApplication;
class QSettings;

namespace rolloutscope {

enum class ThemeChoice : std::uint8_t { System, Light, Dark };

class ThemeController : public QObject {
    Q_OBJECT
public:
    ThemeController(QApplication& application, QSettings& settings);
    ~ThemeController() override;

    [[nodiscard]] ThemeChoice choice() const { return choice_; }
    void setChoice(ThemeChoice choice);
    [[nodiscard]] bool isDark() const;

signals:
    void choiceChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    void readSystemPalette();

    QApplication& application_;
    QSettings& settings_;
    ThemeChoice choice_ = ThemeChoice::System;
    QPalette systemPalette_;
    QPalette applied_;
    bool applying_ = false;
};

} // namespace rolloutscope
