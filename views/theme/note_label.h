// What stands where a view has nothing to show: what to do, or what is going on.
#pragma once

class QLabel;
class QWidget;

namespace rolloutscope {

/// Dim, wrapped, never taken for HTML.
[[nodiscard]] QLabel* makeNote(QWidget* parent);

} // namespace rolloutscope
