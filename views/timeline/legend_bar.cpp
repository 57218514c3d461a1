#include "views/timeline/legend_bar.h"

#include "views/document/background.h"
#include "views/theme/plain_text.h"
#include "views/timeline/span_looks.h"
#include "views/timeline/timeline_model.h"

#include <QActionGroup>
#include <QEvent>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int rowHeight = 24; // px
constexpr int mostRows = 2;
constexpr std::size_t countedAtOnce = 50'000; // spans

QString modeName(ColorMode mode)
{
    switch (mode) {
    case ColorMode::Kind:
        return LegendBar::tr("Kind");
    case ColorMode::Status:
        return LegendBar::tr("Status");
    case ColorMode::Duration:
        return LegendBar::tr("Duration");
    case ColorMode::Tokens:
        return LegendBar::tr("Tokens");
    case ColorMode::Model:
        return LegendBar::tr("Model");
    case ColorMode::Agent:
        return LegendBar::tr("Agent");
    }
    return {};
}

QIcon swatch(const QColor& color, bool shown, const Theme& theme)
{
    constexpr int side = 10;
    QPixmap pixmap(side * 2, side * 2);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(shown ? QPen(Qt::NoPen) : QPen(theme.dimText, 1));
    painter.setBrush(shown ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), 2, 2);
    return QIcon(pixmap);
}

} // namespace

std::array<std::uint32_t, maxCategories> countCategories(const TimelineModel& model, ColorMode mode)
{
    std::array<std::uint32_t, maxCategories> counts{};
    for (const TimelineLane& lane : model.lanes()) {
        // Turns have a colour of their own only among kinds.
        if (lane.kind == LaneKind::Turns && mode != ColorMode::Kind)
            continue;
        for (std::uint32_t at = 0; at < lane.spans->size(); ++at)
            ++counts[model.categories().of(model.trace(), mode, (*lane.spans)[at], model.openUntil())];
    }
    return counts;
}

LegendBar::LegendBar(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Legend"));
    setObjectName(QStringLiteral("legend"));
    setAttribute(Qt::WA_StyledBackground);
    modeButton_ = new QToolButton(this);
    modeButton_->setObjectName(QStringLiteral("legendMode"));
    modeButton_->setPopupMode(QToolButton::InstantPopup);
    modeButton_->setAutoRaise(true);
    modeButton_->setFocusPolicy(Qt::TabFocus);
    modeButton_->setToolTip(tr("What the colours of spans stand for"));
    auto* menu = new QMenu(modeButton_);
    auto* group = new QActionGroup(menu);
    for (const ColorMode mode : allColorModes) {
        QAction* action = menu->addAction(modeName(mode), this, [this, mode] { emit modeChosen(mode); });
        action->setCheckable(true);
        action->setChecked(mode == mode_);
        action->setData(static_cast<int>(mode));
        group->addAction(action);
    }
    modeButton_->setMenu(menu);
    modeButton_->setText(tr("Colour: %1").arg(modeName(mode_)));
    more_ = new QToolButton(this);
    more_->setAutoRaise(true);
    more_->setFocusPolicy(Qt::TabFocus);
    more_->setText(tr("Show all"));
    more_->setToolTip(tr("Show every category again"));
    more_->hide();
    connect(more_, &QToolButton::clicked, this, [this] { hide(0); });
    further_ = new QToolButton(this);
    further_->setObjectName(QStringLiteral("legendFurther"));
    further_->setAutoRaise(true);
    further_->setFocusPolicy(Qt::TabFocus);
    further_->setPopupMode(QToolButton::InstantPopup);
    further_->setToolTip(tr("Categories for which there is no room here"));
    further_->setMenu(new QMenu(further_));
    further_->menu()->setToolTipsVisible(true);
    further_->hide();
    connect(further_->menu(), &QMenu::aboutToShow, this, &LegendBar::fillFurther);
    setFixedHeight(rowHeight);
}

LegendBar::~LegendBar() = default;

void LegendBar::forget()
{
    hidden_ = {};
    counts_ = {};
}

void LegendBar::setHiddenOfAll(const HiddenCategories& hidden)
{
    const CategorySet before = this->hidden();
    hidden_ = hidden;
    makeChips();
    if (this->hidden() != before)
        emit hiddenChanged(this->hidden());
}

void LegendBar::hide(CategorySet categories)
{
    hidden_[static_cast<std::size_t>(mode_)] = categories;
    makeChips();
    emit hiddenChanged(categories);
}

void LegendBar::setModel(const std::shared_ptr<const TimelineModel>& model)
{
    model_ = model;
    count();
}

void LegendBar::setMode(ColorMode mode)
{
    if (mode == mode_)
        return;
    const CategorySet before = hidden();
    mode_ = mode;
    modeButton_->setText(tr("Colour: %1").arg(modeName(mode)));
    for (QAction* action : modeButton_->menu()->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(mode));
    makeChips();
    if (hidden() != before)
        emit hiddenChanged(hidden());
    count();
}

void LegendBar::count()
{
    stale_ = counting_;
    if (!model_) {
        takeCounts({});
        return;
    }
    if (counting_)
        return;
    if (model_->spanCount() <= countedAtOnce) {
        takeCounts(countCategories(*model_, mode_));
        return;
    }
    counting_ = true;
    auto* watcher = new QFutureWatcher<std::array<std::uint32_t, maxCategories>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, counted = mode_] {
        watcher->deleteLater();
        counting_ = false;
        if (counted == mode_ && watcher->future().resultCount() > 0)
            takeCounts(watcher->result());
        if (stale_)
            count();
    });
    watcher->setFuture(runInBackground([model = model_, mode = mode_] { return countCategories(*model, mode); }));
}

void LegendBar::takeCounts(const std::array<std::uint32_t, maxCategories>& counts)
{
    // What is hidden is not in the model: its last known number stays.
    for (std::uint8_t category = 0; category < maxCategories; ++category) {
        if (isShown(category) || counts[category] > 0)
            this->counts()[category] = counts[category];
    }
    makeChips();
}

void LegendBar::makeChips()
{
    std::vector<std::uint8_t> wanted;
    if (model_) {
        for (std::uint8_t category = 0; category < maxCategories; ++category) {
            // What is hidden can always be shown again.
            if (counts()[category] > 0 ||
                (!isShown(category) && model_->categories().exists(model_->trace(), mode_, category)))
                wanted.push_back(category);
        }
    }
    if (wanted != categories()) {
        for (const Chip& chip : chips_)
            chip.button->deleteLater();
        chips_.clear();
        for (const std::uint8_t category : wanted) {
            auto* button = new QToolButton(this);
            button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            button->setIconSize(QSize(10, 10));
            button->setAutoRaise(true);
            button->setFocusPolicy(Qt::TabFocus);
            connect(button, &QToolButton::clicked, this, [this, category] { clickChip(category); });
            chips_.push_back({category, button});
        }
    }
    for (const Chip& chip : chips_)
        describeChip(chip);
    layOut();
}

void LegendBar::describeChip(const Chip& chip)
{
    const Theme& theme = Theme::of(palette());
    const bool shown = isShown(chip.category);
    const QString name =
        singleLine(QString::fromStdString(model_->categories().name(model_->trace(), mode_, chip.category)), 40);
    chip.button->setIcon(swatch(categoryColor(theme, mode_, chip.category), shown, theme));
    chip.button->setText(withoutMnemonic(name));
    QFont font = smallFont();
    font.setStrikeOut(!shown);
    chip.button->setFont(font);
    const std::uint32_t count = counts()[chip.category];
    const QString what = count == 0 // hidden since an earlier run
                             ? name
                             : tr("%1: %2").arg(name, QString::fromStdString(formatCounted(count, "span", "spans")));
    chip.button->setToolTip(
        plainToolTip(tr("%1. Click to %2, Ctrl+click for these alone.").arg(what, shown ? tr("hide") : tr("show"))));
    chip.button->setAccessibleName(tr("%1, %2").arg(name, shown ? tr("shown") : tr("hidden")));
}

void LegendBar::clickChip(std::uint8_t category)
{
    CategorySet all = 0;
    for (const Chip& chip : chips_)
        all |= categoryBit(chip.category);
    if (QGuiApplication::keyboardModifiers().testFlag(Qt::ControlModifier)) {
        const CategorySet others = all & ~categoryBit(category);
        hide(hidden() == others ? 0 : others);
    } else {
        hide(hidden() ^ categoryBit(category));
    }
}

std::vector<std::uint8_t> LegendBar::categories() const
{
    std::vector<std::uint8_t> all;
    for (const Chip& chip : chips_)
        all.push_back(chip.category);
    return all;
}

QToolButton* LegendBar::buttonOf(std::uint8_t category) const
{
    for (const Chip& chip : chips_) {
        if (chip.category == category)
            return chip.button;
    }
    return nullptr;
}

QSize LegendBar::sizeHint() const
{
    return {400, rows_ * rowHeight};
}

void LegendBar::layOut()
{
    for (QToolButton* button : {modeButton_, more_, further_})
        button->setFont(smallFont());
    constexpr int margin = 4;
    QPoint at(margin, 0); // px, row
    const int end = width() - margin;
    const auto placeFor = [&](int width) {
        const bool wraps = at.x() + width > end && at.x() > margin && at.y() + 1 < mostRows;
        return wraps ? QPoint(margin, at.y() + 1) : at;
    };
    const auto place = [&](QToolButton* button) {
        const int width = button->sizeHint().width();
        at = placeFor(width);
        button->setGeometry(at.x(), at.y() * rowHeight + 1, width, rowHeight - 2);
        button->show();
        at.rx() += width + 2;
    };
    place(modeButton_);
    more_->setVisible(hidden() != 0);
    if (hidden() != 0)
        place(more_);
    // Where the room ends, the rest is in a menu.
    further_->setText(tr("%1 more").arg(chips_.size()));
    const int endBeforeMenu = end - further_->sizeHint().width() - 2;
    const auto fits = [&](std::size_t chip) {
        const int width = chips_[chip].button->sizeHint().width();
        const QPoint there = placeFor(width);
        return there.y() + 1 < mostRows || there.x() + width <= (chip + 1 == chips_.size() ? end : endBeforeMenu);
    };
    for (firstFurther_ = 0; firstFurther_ < chips_.size() && fits(firstFurther_); ++firstFurther_)
        place(chips_[firstFurther_].button);
    for (std::size_t i = firstFurther_; i < chips_.size(); ++i)
        chips_[i].button->hide();
    further_->setVisible(firstFurther_ < chips_.size());
    if (firstFurther_ < chips_.size()) {
        further_->setText(tr("%1 more").arg(chips_.size() - firstFurther_));
        place(further_);
    }
    rows_ = at.y() + 1;
    setFixedHeight(rows_ * rowHeight);
}

void LegendBar::fillFurther()
{
    QMenu* menu = further_->menu();
    menu->clear();
    for (std::size_t i = firstFurther_; i < chips_.size(); ++i) {
        const std::uint8_t category = chips_[i].category;
        QAction* action = menu->addAction(chips_[i].button->icon(), chips_[i].button->text(), this,
                                          [this, category] { clickChip(category); });
        action->setCheckable(true);
        action->setChecked(isShown(category));
        action->setToolTip(chips_[i].button->toolTip());
    }
}

void LegendBar::resizeEvent(QResizeEvent* /*event*/)
{
    layOut();
}

void LegendBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && model_)
        makeChips();
    QWidget::changeEvent(event);
}

} // namespace rolloutscope
