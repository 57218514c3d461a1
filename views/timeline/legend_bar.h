// The legend below the timeline: what colours stand for, and a switch for each category of spans. A click hides or
// shows a category, a click with Ctrl leaves it alone.
#pragma once

#include "views/timeline/span_category.h"

#include <QWidget>

#include <array>
#include <memory>
#include <vector>

class QToolButton;

namespace rolloutscope {

class TimelineModel;

/// How many spans of a model fall into each category. Linear in the spans.
[[nodiscard]] std::array<std::uint32_t, maxCategories> countCategories(const TimelineModel& model, ColorMode mode);

class LegendBar : public QWidget {
    Q_OBJECT
public:
    explicit LegendBar(QWidget* parent = nullptr);
    ~LegendBar() override;

    /// Another rollout: nothing is hidden, and no number is known.
    void forget();
    void setModel(const std::shared_ptr<const TimelineModel>& model);
    void setMode(ColorMode mode);
    [[nodiscard]] ColorMode mode() const { return mode_; }
    /// Of what colours stand for now; what is hidden otherwise is kept.
    [[nodiscard]] CategorySet hidden() const { return hidden_[static_cast<std::size_t>(mode_)]; }
    [[nodiscard]] const HiddenCategories& hiddenOfAll() const { return hidden_; }
    void setHiddenOfAll(const HiddenCategories& hidden);
    /// Categories that have a switch now.
    [[nodiscard]] std::vector<std::uint8_t> categories() const;
    [[nodiscard]] QToolButton* buttonOf(std::uint8_t category) const;

    [[nodiscard]] QSize sizeHint() const override;

signals:
    void modeChosen(rolloutscope::ColorMode mode);
    void hiddenChanged(rolloutscope::CategorySet hidden);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Chip {
        std::uint8_t category = 0;
        QToolButton* button = nullptr;
    };

    [[nodiscard]] bool isShown(std::uint8_t category) const { return (hidden() & categoryBit(category)) == 0; }
    [[nodiscard]] std::array<std::uint32_t, maxCategories>& counts()
    {
        return counts_[static_cast<std::size_t>(mode_)];
    }
    void hide(CategorySet categories);
    void count();
    void takeCounts(const std::array<std::uint32_t, maxCategories>& counts);
    void makeChips();
    void describeChip(const Chip& chip);
    void layOut();
    void fillFurther();
    void clickChip(std::uint8_t category);

    std::shared_ptr<const TimelineModel> model_;
    ColorMode mode_ = ColorMode::Kind;
    HiddenCategories hidden_{};
    std::array<std::array<std::uint32_t, maxCategories>, allColorModes.size()> counts_{};
    bool counting_ = false;
    bool stale_ = false;
    QToolButton* modeButton_ = nullptr;
    QToolButton* more_ = nullptr;    // shows all that is hidden
    QToolButton* further_ = nullptr; // a menu of the chips that have no room
    std::vector<Chip> chips_;
    std::size_t firstFurther_ = 0; // of chips_
    int rows_ = 1;
};

} // namespace rolloutscope
