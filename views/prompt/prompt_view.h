// What the model of a call was given, part by part; what changed since the call before (or any other), why the cache
// held or missed, and how the context grew. Follows the document's selection, and sets it.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

class QTreeView;

namespace rolloutscope {

class ActionRegistry;
class GrowthChart;
class PromptModel;

class PromptView : public QWidget {
    Q_OBJECT
public:
    explicit PromptView(TraceDocument* document, QWidget* parent = nullptr);
    ~PromptView() override;

    [[nodiscard]] const ActionRegistry* actions() const;
    [[nodiscard]] const PromptModel* model() const;
    [[nodiscard]] QTreeView* tree() const;
    [[nodiscard]] GrowthChart* chart() const;
    /// Of the part that is chosen.
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] QString cacheText() const;
    /// The call whose prompt is shown or being read; of the document's trace.
    [[nodiscard]] InferenceIndex call() const;
    /// Payloads are read only while somebody can see them.
    void setInSight(bool inSight);

    /// What the prompt is compared with. A pinned call is any call of any agent.
    enum class Compare : std::uint8_t { CallBefore, Pinned, Nothing };
    void setCompare(Compare compare);
    /// Compares with this call from now on.
    void pin(InferenceIndex call);

signals:
    /// The bytes of a part, where they stand in its payload.
    void payloadRequested(rolloutscope::PayloadIndex payload, quint64 offset, quint64 length);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
