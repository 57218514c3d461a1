// A tool call at runtime beside what the model got of it: request, output with its colours, every payload of the call,
// and on the other side the model's text, with what is missing marked. Follows the document's selection.
#pragma once

#include "core/insight/tool_traces.h"
#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

class QComboBox;

namespace rolloutscope {

class ActionRegistry;

class ToolView : public QWidget {
    Q_OBJECT
public:
    explicit ToolView(TraceDocument* document, QWidget* parent = nullptr);
    ~ToolView() override;

    [[nodiscard]] const ActionRegistry* actions() const;
    /// Of the tool that is shown; null until it is read.
    [[nodiscard]] std::shared_ptr<const ToolTraces> traces() const;
    /// What is chosen of what ran; and what the model got.
    [[nodiscard]] QString runtimeText() const;
    [[nodiscard]] QString modelText() const;
    [[nodiscard]] QString findings() const;
    /// Output, request, then the payloads.
    [[nodiscard]] QComboBox* chooser() const;
    void setInSight(bool inSight);

signals:
    void payloadRequested(rolloutscope::PayloadIndex payload, quint64 offset, quint64 length);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
