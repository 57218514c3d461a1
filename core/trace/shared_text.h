// A text that copies of a trace share. Immutable.
#pragma once

#include <memory>
#include <string>
#include <utility>

namespace rolloutscope {

class SharedText {
public:
    SharedText() = default;
    SharedText(std::string text) : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text)))
    {
    }
    SharedText(const char* text) : SharedText(std::string(text)) {}

    [[nodiscard]] const std::string& text() const
    {
        static const std::string none;
        return text_ ? *text_ : none;
    }
    operator const std::string&() const { return text(); }
    [[nodiscard]] bool empty() const { return text_ == nullptr; }
    [[nodiscard]] std::size_t size() const { return text().size(); }

private:
    std::shared_ptr<const std::string> text_;
};

} // namespace rolloutscope
