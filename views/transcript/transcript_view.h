// The conversation of the selected agent, in order, as its model saw it. Follows the document's selection and sets it.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

namespace rolloutscope {

class ActionRegistry;
namespace transcript {
class TranscriptCanvas;
}

class TranscriptView : public QWidget {
    Q_OBJECT
public:
    explicit TranscriptView(TraceDocument* document, QWidget* parent = nullptr);
    ~TranscriptView() override;

    [[nodiscard]] const ActionRegistry* actions() const;
    [[nodiscard]] transcript::TranscriptCanvas* canvas() const;
    /// The transcript of the selection's agent is made only while somebody can see it.
    void setInSight(bool inSight);
    /// Shows an item with the nth place (from 0) of a text in it marked, as soon as its agent's transcript is there.
    void showText(ObjectRef item, const QString& text, int nth = 0);

    /// What is copied has secrets masked.
    void setRedacts(bool redacts);
    [[nodiscard]] bool redacts() const;

signals:
    /// A person chose so.
    void redactsChanged(bool redacts);
    /// Bytes of a payload that a person wants to see.
    void payloadRequested(rolloutscope::PayloadIndex payload, quint64 offset, quint64 length);

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
