// How the prompts of an agent grew: a stacked bar a call, in recorded tokens or in bytes, with the model's window as a
// line and compactions as marks. Click or arrow keys go to a call.
#pragma once

#include "views/prompt/prompt_reading.h"

#include <QWidget>

namespace rolloutscope {

class GrowthChart : public QWidget {
    Q_OBJECT
public:
    explicit GrowthChart(QWidget* parent = nullptr);

    void setGrowth(GrowthReadingPtr growth);
    [[nodiscard]] const GrowthReadingPtr& growth() const { return growth_; }
    /// The call whose prompt is shown.
    void setCall(InferenceIndex call);
    /// Instead of a chart.
    void setNote(const QString& note);

    enum class Unit : std::uint8_t { Tokens, Bytes };
    void setUnit(Unit unit);
    [[nodiscard]] Unit unit() const { return unit_; }

    /// Of a point of the growth, px; empty when there is none. Several calls share a pixel where there are many.
    [[nodiscard]] QRectF barOf(std::size_t point) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void callChosen(rolloutscope::InferenceIndex call);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double top() const; // of the scale, in the unit
    [[nodiscard]] double totalOf(const GrowthReading::Point& point) const;
    [[nodiscard]] std::optional<std::size_t> pointAt(double x) const;
    [[nodiscard]] std::optional<std::size_t> current() const;
    /// The largest of those that share its pixel column.
    [[nodiscard]] std::size_t largestAt(std::size_t point) const;
    [[nodiscard]] QString toolTipOf(std::size_t point) const;
    [[nodiscard]] QString unitText(double value) const;
    void paintBar(QPainter& painter, std::size_t point) const;
    void paintScale(QPainter& painter) const;
    void choose(std::size_t point);

    GrowthReadingPtr growth_;
    InferenceIndex call_;
    QString note_;
    Unit unit_ = Unit::Tokens;
    std::optional<std::size_t> hovered_;
};

} // namespace rolloutscope
