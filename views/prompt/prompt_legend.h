// What a prompt consists of, in a line or two: each category with its colour and share, the largest first.
#pragma once

#include "views/prompt/prompt_reading.h"

#include <QWidget>

namespace rolloutscope {

class PromptLegend : public QWidget {
    Q_OBJECT
public:
    explicit PromptLegend(QWidget* parent = nullptr);

    void setBytes(const PromptBytes& bytes);
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Entry {
        PromptCategory category = PromptCategory::Instructions;
        QString text;
    };
    /// Calls place(entry, box) for each; the height of all, px.
    template <typename Place>
    int layOut(int width, Place&& place) const;

    std::vector<Entry> entries_;
};

} // namespace rolloutscope
