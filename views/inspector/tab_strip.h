// A quiet row of tabs inside a panel: words, the current one underlined.
#pragma once

#include <QTabBar>

namespace rolloutscope::inspector {

class TabStrip : public QTabBar {
public:
    explicit TabStrip(QWidget* parent = nullptr);

protected:
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace rolloutscope::inspector
