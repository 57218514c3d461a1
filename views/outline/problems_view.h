// The problems of a bundle as a table; activating a row selects the object it is about.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

class QModelIndex;

namespace rolloutscope {

class ProblemsView : public QWidget {
    Q_OBJECT
public:
    explicit ProblemsView(TraceDocument* document, QWidget* parent = nullptr);
    ~ProblemsView() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Private;

    void takeTrace(TraceChange change);
    void activate(const QModelIndex& index);
    void copySelected();
    void showContextMenu(const QPoint& position);

    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
