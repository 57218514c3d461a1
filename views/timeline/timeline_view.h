// The timeline: a track per agent over a shared time axis, with its legend and the filter of agents. Shows and sets the
// document's selection, visible time, selected range and filter.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

class QMenu;
class QSettings;

namespace rolloutscope {

class ActionRegistry;
class FindBar;
class LegendBar;
class TimelineCanvas;

class TimelineView : public QWidget {
    Q_OBJECT
public:
    explicit TimelineView(TraceDocument* document, QWidget* parent = nullptr);
    ~TimelineView() override;

    /// All that can be done here, with texts, keys and help.
    [[nodiscard]] ActionRegistry* actions() const;
    /// Those that a toolbar has room for.
    [[nodiscard]] QList<QAction*> toolBarActions() const;
    /// The view's menu: all actions, those that belong together in submenus.
    void fillMenu(QMenu* menu) const;

    /// How agents are arranged is kept here from now on, by rollout.
    void keepArrangements(const QString& folder);

    /// Shows the bar to find things with.
    void openFind();
    [[nodiscard]] FindBar* findBar() const;

    /// How one likes the timeline: colours, axis, counters, wheel, legend, folded gaps.
    void saveSettings(QSettings& settings) const;
    void restoreSettings(const QSettings& settings);

    /// Waits until a large trace has been prepared for drawing, so that grab() gives the whole picture at once.
    void waitUntilReady();
    /// The painted part; for tests and for taking pictures.
    [[nodiscard]] TimelineCanvas* canvas() const;
    [[nodiscard]] LegendBar* legend() const;
    /// px: how high the view has to be to show all its tracks.
    [[nodiscard]] int heightOfAll() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

signals:
    /// An action changed how one likes the timeline.
    void settingsChanged();
    /// Other colours, or other kinds of objects, are shown: canvas()->model() tells which.
    void looksChanged();

private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
