#include "app/window/theme_controller.h"

#include "views/theme/style.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QSettings>
#include <QTimer>

namespace rolloutscope {
namespace {

QString settingsKey()
{
    return QStringLiteral("window/theme");
}

QString toWord(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

ThemeChoice fromWord(const QString& word)
{
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        if (word == toWord(choice))
            return choice;
    }
    return ThemeChoice::System;
}

} // namespace

ThemeController::ThemeController(QApplication& application, QSettings& settings)
    : application_(application),
      settings_(settings),
      choice_(fromWord(settings.value(settingsKey()).toString())),
      systemPalette_(QApplication::palette())
{
    application_.installEventFilter(this);
    apply();
}

ThemeController::~ThemeController() = default;

void ThemeController::setChoice(ThemeChoice choice)
{
    if (choice == choice_)
        return;
    choice_ = choice;
    settings_.setValue(settingsKey(), toWord(choice));
    apply();
    emit choiceChanged();
}

bool ThemeController::isDark() const
{
    if (choice_ == ThemeChoice::System)
        return Theme::of(systemPalette_).dark;
    return choice_ == ThemeChoice::Dark;
}

void ThemeController::apply()
{
    applying_ = true;
    const Theme& theme = isDark() ? Theme::darkTheme() : Theme::light();
    applyTheme(application_, theme);
    applied_ = QApplication::palette();
    applying_ = false;
}

void ThemeController::readSystemPalette()
{
    // An application palette hides the platform's; without one, the platform's shows.
    applying_ = true;
    QApplication::setPalette(QPalette());
    systemPalette_ = QApplication::palette();
    applying_ = false;
    apply();
}

bool ThemeController::eventFilter(QObject* watched, QEvent* event)
{
    if (applying_)
        return false;
    if (event->type() == QEvent::ThemeChange) {
        // The platform's theme changed; once is enough for all windows, and not in the middle of the event.
        QTimer::singleShot(0, this, [this] {
            if (!applying_)
                readSystemPalette();
        });
    } else if (event->type() == QEvent::ApplicationPaletteChange && watched == &application_ &&
               QApplication::palette() != applied_) {
        systemPalette_ = QApplication::palette();
        QTimer::singleShot(0, this, &ThemeController::apply);
    }
    return false;
}

} // namespace rolloutscope
