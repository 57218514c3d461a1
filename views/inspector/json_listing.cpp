#include "views/inspector/json_listing.h"

#include "views/inspector/encoded_text.h"
#include "views/inspector/json_text.h"

namespace rolloutscope::inspector {

namespace {

constexpr std::uint64_t longString = 72;                        // bytes of a literal that a row still shows well
constexpr std::uint64_t mostDecoded = std::uint64_t{64} << 20U; // of a string that is unfolded
constexpr std::uint64_t mostEmbedded = std::uint64_t{16} << 20U;

ListingPtr listString(const FetchRequest& request, const std::atomic<bool>* cancelled)
{
    const std::string_view literal = request.source->literal(request.value);
    auto listing = std::make_shared<Listing>();
    listing->isPart = literal.size() > mostDecoded;
    auto source = std::make_shared<JsonSource>();
    std::string decoded = decodeString(literal, mostDecoded);
    if (auto inner = decodeBase64(decoded)) {
        listing->decodedKind = inner->kind;
        decoded = std::move(inner->text);
    }
    source->bytes = std::make_shared<Bytes>(std::move(decoded));
    listing->source = source;
    const std::string_view text = source->view();
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    const bool mayBeJson =
        start != std::string_view::npos && (text[start] == '{' || text[start] == '[') && text.size() <= mostEmbedded;
    if (mayBeJson) {
        const JsonRoot root = scanRoot(text, cancelled);
        if (root.value && !root.error) {
            listing->kind = Listing::Kind::EmbeddedMembers;
            listing->container = *root.value;
            listing->members = scanMembers(text, *root.value, JsonMembers::pageSize, cancelled);
            return listing;
        }
    }
    listing->kind = Listing::Kind::Lines;
    listing->lines = LineIndex(text, request.columns, cancelled);
    return listing;
}

ListingPtr listValue(const FetchRequest& request, const std::atomic<bool>* cancelled)
{
    if (request.value.type == JsonType::String)
        return listString(request, cancelled);
    auto listing = std::make_shared<Listing>();
    listing->source = request.source;
    listing->container = request.value;
    listing->members = scanMembers(request.source->view(), request.value, JsonMembers::pageSize, cancelled);
    return listing;
}

} // namespace

bool isFoldedString(std::string_view literal)
{
    if (literal.size() > longString)
        return true;
    if (literal.size() > 3 && (literal[1] == '{' || literal[1] == '[') && literal[2] != ' ')
        return true;
    return literal.find("\\n") != std::string_view::npos;
}

RowPlan planRows(std::uint64_t first, std::uint64_t last)
{
    RowPlan plan{.first = first, .last = last, .span = 1};
    while (plan.rowCount() > JsonMembers::pageSize)
        plan.span *= JsonMembers::pageSize;
    return plan;
}

FetchResult fetchRows(const FetchRequest& request, const std::atomic<bool>* cancelled)
{
    FetchResult result;
    result.listing = request.listing;
    std::uint64_t first = request.first;
    std::uint64_t last = request.last;
    if (!result.listing) {
        result.listing = listValue(request, cancelled);
        first = 0;
        last = result.listing->count();
    }
    const Listing& listing = *result.listing;
    result.plan = planRows(first, last);
    if (result.plan.span == 1) {
        if (listing.kind == Listing::Kind::Lines) {
            result.lines = listing.lines.lines(listing.source->view(), first, last - first);
        } else if (first == 0 && last <= listing.members.members.size()) {
            const auto begin = listing.members.members.begin();
            result.members.assign(begin, begin + static_cast<std::ptrdiff_t>(last));
        } else if (first / JsonMembers::pageSize < listing.members.pageStarts.size()) {
            result.members =
                scanPage(listing.source->view(), listing.container,
                         listing.members.pageStarts[first / JsonMembers::pageSize], last - first, cancelled)
                    .members;
        }
    }
    result.cancelled = cancelled != nullptr && *cancelled;
    return result;
}

} // namespace rolloutscope::inspector
