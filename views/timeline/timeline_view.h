// The timeline: a track per agent over a shared time axis. Shows and sets the document's selection and visible time.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

namespace rolloutscope {

class TimelineCanvas;

class TimelineView : public QWidget {
    Q_OBJECT
public:
    explicit TimelineView(TraceDocument* document, QWidget* parent = nullptr);
    ~TimelineView() override;

    /// Actions with texts, shortcuts and tooltips for the window's View menu and toolbar (zoom in, zoom out, fit,
    /// zoom to selection, show all arrows, …).
    [[nodiscard]] QList<QAction*> viewActions() const;

    /// Waits until a large trace has been prepared for drawing, so that grab() gives the whole picture at once.
    void waitUntilReady();
    /// The painted part; for tests and for taking pictures.
    [[nodiscard]] TimelineCanvas* canvas() const;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
