// The tracks and spans of the timeline as screen readers see them. Each names its object and looks everything else up
// when it is asked, so it never holds on to a model. Made by TimelineAccessibility only.
#pragma once

#include "views/timeline/timeline_model.h"

#include <QAccessible>
#include <QCoreApplication>

namespace rolloutscope {

class TimelineAccessibility;
class TimelineCanvas;

/// What tracks and spans have in common.
class TimelineItemAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
    Q_DECLARE_TR_FUNCTIONS(TimelineAccessibility)
public:
    TimelineItemAccessible(TimelineAccessibility* owner, ObjectRef object) : owner_(owner), object_(object) {}

    [[nodiscard]] ObjectRef shownObject() const { return object_; }
    void setShownObject(ObjectRef object) { object_ = object; }
    /// It answers that it is invalid from now on.
    void disown() { owner_ = nullptr; }

    bool isValid() const override { return trackIndex().has_value(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override;
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text /*text*/, const QString& /*value*/) override {}
    void* interface_cast(QAccessible::InterfaceType type) override;

    void doAction(const QString& name) override;
    QStringList keyBindingsForAction(const QString& name) const override;

protected:
    /// The track that shows it; nothing if none does, or not any more.
    [[nodiscard]] std::optional<std::uint32_t> trackIndex() const;
    [[nodiscard]] TimelineCanvas* canvas() const;
    [[nodiscard]] const TimelineModel& model() const;
    /// What is the same for both; call only when it is valid.
    [[nodiscard]] QAccessible::State commonState() const;
    /// The part of the tracks' area (px in it) that the track's own rows can be seen in.
    [[nodiscard]] QRect visibleArea(std::uint32_t track) const;
    [[nodiscard]] QRect toScreen(QRect inCanvas) const;

    TimelineAccessibility* owner_;
    ObjectRef object_;
};

class TrackAccessible : public TimelineItemAccessible {
public:
    using TimelineItemAccessible::TimelineItemAccessible;

    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int index) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QAccessibleInterface* focusChild() const override;
    int childCount() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;
    QString text(QAccessible::Text text) const override;
    QRect rect() const override;
    QAccessible::State state() const override;

    QStringList actionNames() const override;
    void doAction(const QString& name) override;
    QStringList keyBindingsForAction(const QString& name) const override;
};

class SpanAccessible : public TimelineItemAccessible {
public:
    using TimelineItemAccessible::TimelineItemAccessible;

    [[nodiscard]] static const QString& zoomAction();
    /// Where it is in the model; call only when it is valid.
    [[nodiscard]] SpanIndex spanIndex() const { return model().spanOf(object_); }

    bool isValid() const override;
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }
    QString text(QAccessible::Text text) const override;
    QRect rect() const override;
    QAccessible::State state() const override;

    QStringList actionNames() const override;
    void doAction(const QString& name) override;
    QString localizedActionName(const QString& name) const override;
    QString localizedActionDescription(const QString& name) const override;
    QStringList keyBindingsForAction(const QString& name) const override;

private:
    /// px in the tracks' area, by the scale; not cut off.
    [[nodiscard]] QRect placeByScale(std::uint32_t track) const;
};

} // namespace rolloutscope
