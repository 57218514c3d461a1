// How well a few typed letters name something: `zi` is Zoom In before it is Horizontal.
#pragma once

#include <QStringView>

#include <optional>

namespace rolloutscope {

/// The letters of `query` in their order somewhere in `text`, case and spaces of the query aside; none when they are
/// not all there. Higher is better: beginnings of words and letters in a row count most, then a match near the
/// beginning, then a short text. An empty query matches everything alike. Looks at the first 200 characters of a text
/// and the first 40 letters of a query, at a cost of their product.
[[nodiscard]] std::optional<int> fuzzyScore(QStringView text, QStringView query);

} // namespace rolloutscope
