#include "views/theme/style.h"

#include "views/theme/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>

namespace rolloutscope {
namespace {

// Placeholders in at-signs are replaced by the theme's colours.
constexpr const char* sheet = R"(
QMainWindow, QDialog { background: @panel; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QMenuBar { background: @panel; border: none; padding: 1px 6px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @ground; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 4px 26px 4px 22px; border-radius: 4px; color: @text; }
QMenu::item:selected { background: @selectionGround; color: @selectedText; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 5px; }

QToolBar { background: @header; border: none; border-bottom: 1px solid @line; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: @line; width: 1px; margin: 4px 6px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 3px 8px; color: @text; }
QToolBar QToolButton { border-color: @line; background: @ground; min-height: 16px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @selectionGround; }
QToolButton:checked { background: @selectionGround; border-color: @selection; color: @selectedText; }
QToolButton:disabled { color: @faint; }
QToolButton:focus { border-color: @selection; }
QToolButton[iconOnly="true"] { padding: 3px; }
QWidget#legend { background: @header; border-top: 1px solid @line; }
QWidget#legend QToolButton, QToolButton#arrangeAgents { padding: 1px 5px; border-radius: 4px; color: @text; }
QWidget#legend QToolButton#legendMode, QWidget#legend QToolButton#legendFurther { color: @dimText; padding-right: 12px; }
QToolButton#arrangeAgents::menu-indicator { image: none; width: 0; }
QLineEdit#trackFilter { padding: 0 5px; border-radius: 4px; }

QPushButton { background: @ground; border: 1px solid @strongLine; border-radius: 6px; padding: 4px 14px; min-height: 17px; color: @text; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selectionGround; }
QPushButton:focus { border-color: @selection; }
QPushButton:default { background: @selection; border-color: @selection; color: @onSelection; }
QPushButton:disabled { color: @faint; border-color: @line; background: @panel; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; padding: 1px 6px; }
QPushButton[flat="true"]:hover { background: @hover; }
QPushButton[flat="true"]:focus { border-color: @selection; }

QLineEdit { background: @ground; border: 1px solid @line; border-radius: 5px; padding: 3px 7px; color: @text;
    selection-background-color: @selection; selection-color: @onSelection; }
QLineEdit:focus { border-color: @selection; }

QTabBar { background: @panel; }
QTabBar::tab { background: transparent; border: none; border-top: 2px solid transparent; padding: 6px 10px 7px 12px;
    color: @dimText; min-width: 60px; }
QTabBar::tab:selected { background: @ground; border-top-color: @selection; color: @text; }
QTabBar::tab:hover:!selected { background: @hover; }
QTabBar::tab:focus { color: @selectedText; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }

QTreeView, QTableView, QListView { background: @ground; border: none; outline: none; alternate-background-color: @panel;
    selection-background-color: @selectionGround; selection-color: @selectedText; }
QDialog QTreeView::item { height: 22px; padding: 0 4px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @dimText; border: none; border-bottom: 1px solid @line; padding: 3px 6px; }
QHeaderView::section:hover { color: @text; }
QTreeView#problemsTable QHeaderView::section { padding: 3px 20px 3px 8px; }
QTreeView#statisticsTable QHeaderView::section, QTableView#statisticsList QHeaderView::section { padding: 3px 18px 3px 8px; }
QAbstractScrollArea::corner { background: @panel; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @dimText; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: @hover; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @selection; border-radius: 3px; }

QFrame#commandPalette { background: @ground; border: 1px solid @strongLine; border-radius: 8px; }

QFrame#busyNote { background: @panel; border: 1px solid @strongLine; border-radius: 6px; }

QStatusBar { background: @panel; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QStatusBar QLabel, QStatusBar QPushButton { color: @dimText; }
QToolTip { background: @ground; color: @text; border: 1px solid @strongLine; padding: 5px 7px; }
)";

QString mixed(const QColor& a, const QColor& b, double share)
{
    return QColor::fromRgbF(static_cast<float>(a.redF() * (1 - share) + b.redF() * share),
                            static_cast<float>(a.greenF() * (1 - share) + b.greenF() * share),
                            static_cast<float>(a.blueF() * (1 - share) + b.blueF() * share))
        .name();
}

} // namespace

QString styleSheet(const Theme& theme)
{
    // Longer names first where one begins with another.
    const std::pair<const char*, QString> colors[] = {
        {"@selectionGround", theme.selectionGround.name()},
        {"@selectedText", theme.selection.name()},
        {"@selection", theme.selection.name()},
        {"@onSelection", theme.textOn(theme.selection).name()},
        {"@strongLine", mixed(theme.line, theme.dimText, 0.25)},
        {"@scroll", mixed(theme.line, theme.dimText, 0.35)},
        {"@hover", mixed(theme.panel, theme.text, theme.dark ? 0.07 : 0.05)},
        {"@faint", mixed(theme.panel, theme.dimText, 0.6)},
        {"@ground", theme.ground.name()},
        {"@panel", theme.panel.name()},
        {"@header", theme.header.name()},
        {"@line", theme.line.name()},
        {"@text", theme.text.name()},
        {"@dimText", theme.dimText.name()},
    };
    QString result = QString::fromLatin1(sheet);
    for (const auto& [name, color] : colors)
        result.replace(QLatin1String(name), color);
    return result;
}

void applyTheme(QApplication& application, const Theme& theme)
{
    if (application.style() == nullptr || application.style()->name() != QLatin1String("fusion"))
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QPalette palette = theme.palette();
    QApplication::setPalette(palette);
    QApplication::setFont(baseFont());
    QToolTip::setPalette(palette);
    QToolTip::setFont(baseFont());
    const QString wanted = styleSheet(theme);
    if (application.styleSheet() != wanted)
        application.setStyleSheet(wanted);
}

} // namespace rolloutscope
