// The inspector: the selected object's fields in words, its links, and its raw payloads, opened lazily.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

namespace rolloutscope {

namespace inspector {
class FieldsPane;
class PayloadList;
class PayloadViewer;
} // namespace inspector

class InspectorView : public QWidget {
    Q_OBJECT
public:
    explicit InspectorView(TraceDocument* document, QWidget* parent = nullptr);
    ~InspectorView() override;

    /// Opens a payload of the selected object in the inspector's payload viewer.
    void openPayload(PayloadIndex payload);
    /// Opens any payload of the trace with these bytes in sight and marked; the selection stays.
    void showPayload(PayloadIndex payload, std::uint64_t offset, std::uint64_t length);
    /// Opens the first payload of the selected object unless one is open, and gives the list the keyboard.
    void openPayloads();
    [[nodiscard]] bool hasPayloads() const;

    /// Its parts, for tests and for keyboard focus.
    [[nodiscard]] inspector::FieldsPane& fields();
    [[nodiscard]] inspector::PayloadList& payloads();
    [[nodiscard]] inspector::PayloadViewer& viewer();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
