#include "core/search/item_text.h"

#include "core/prompt/item_content.h"
#include "core/prompt/readable_part.h"

namespace rolloutscope {
namespace {

void append(std::string& text, std::string_view more)
{
    if (!text.empty() && !more.empty())
        text += '\n';
    text += more;
}

bool isCall(const ConversationItem& item)
{
    return item.kind == ItemKind::FunctionCall || item.kind == ItemKind::CustomToolCall;
}

} // namespace

SearchedText searchedText(const RolloutTrace& trace, ItemIndex index, ItemSources& sources)
{
    const ConversationItem& item = trace.items[index];
    // What a call calls is no part of the reduced item.
    const bool reads = isCall(item) || hasCutJson(item);
    const std::string_view source = reads ? sources.json(index) : std::string_view();
    const ItemContent content = itemContent(item, source);
    std::string name = content.name;
    SearchedText text;
    for (const ContentPart& part : content.parts) {
        if (part.placeholder)
            continue;
        switch (part.kind) {
        case ContentKind::Json: {
            if (part.text == source)
                name.clear(); // it is in there
            const std::string shown = readableArguments(part.text);
            text.json = true;
            append(text.shown, shown);
            if (shown != part.text)
                append(text.sent, part.text);
            break;
        }
        case ContentKind::Text:
            // Recorders of schema 1 wrap messages of agents in JSON.
            text.json = text.json || part.text.starts_with('{');
            append(text.shown, part.text);
            break;
        case ContentKind::Summary:
        case ContentKind::Code:
            append(text.shown, part.text);
            break;
        case ContentKind::Encrypted:
        case ContentKind::Image:
            break;
        }
    }
    if (!name.empty()) {
        append(text.shown, name);
        text.name = text.shown.size() - name.size();
    }
    return text;
}

} // namespace rolloutscope
