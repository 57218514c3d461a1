// The statistics as a panel of a page: hidden at first, it comes by itself when a person has selected a stretch of time
// for the first time, and computes only while it is in front.
#pragma once

#include <QObject>

class QDockWidget;
class QMainWindow;

namespace rolloutscope {

class StatisticsView;
class TimelineCanvas;
class TraceDocument;

class StatisticsPanel : public QObject {
    Q_OBJECT
public:
    /// Belongs to the workspace, as a tab of the panel `beside`.
    StatisticsPanel(TraceDocument* document, TimelineCanvas* timeline, QMainWindow* workspace, QDockWidget* beside);

    [[nodiscard]] StatisticsView* view() const { return view_; }
    [[nodiscard]] QDockWidget* dock() const { return dock_; }

    /// Whether a person has seen it: from then on it opens only when asked for.
    [[nodiscard]] bool wasOffered() const { return offered_; }
    void setOffered(bool offered) { offered_ = offered; }

private:
    void open();

    QMainWindow* workspace_;
    StatisticsView* view_;
    QDockWidget* dock_;
    bool offered_ = false;
    bool sized_ = false; // from then on a person decides how high it is
};

} // namespace rolloutscope
