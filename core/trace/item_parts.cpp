#include "core/trace/item_parts.h"

#include <algorithm>

namespace rolloutscope {

bool sameParts(const std::vector<ItemPart>& a, const std::vector<ItemPart>& b, bool anyPayload)
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].index() != b[i].index())
            return false;
        const bool equal = std::visit(
            [&](const auto& left) {
                using Part = std::decay_t<decltype(left)>;
                const auto& right = std::get<Part>(b[i]);
                if constexpr (std::is_same_v<Part, TextPart> || std::is_same_v<Part, SummaryPart>)
                    return left.text == right.text;
                else if constexpr (std::is_same_v<Part, EncodedPart>)
                    return left.label == right.label && left.value == right.value;
                else if constexpr (std::is_same_v<Part, JsonPart>)
                    return left.summary == right.summary;
                else if constexpr (std::is_same_v<Part, CodePart>)
                    return left.language == right.language && left.source == right.source;
                else if (left.contentSha256 || right.contentSha256)
                    return left.label == right.label && left.contentSha256 == right.contentSha256;
                else
                    return left.label == right.label && (anyPayload || left.payload == right.payload);
            },
            a[i]);
        if (!equal)
            return false;
    }
    return true;
}

bool isBoundToPayload(const std::vector<ItemPart>& parts)
{
    return std::any_of(parts.begin(), parts.end(), [](const ItemPart& part) {
        const auto* reference = std::get_if<PayloadRefPart>(&part);
        return reference != nullptr && !reference->contentSha256;
    });
}

} // namespace rolloutscope
