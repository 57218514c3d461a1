// Reads only the named keys of a JSON object, where the rules hold the other keys to the grammar alone (spec 3,
// normalizing: arguments of write_stdin and of an activity, text mail).
#pragma once

#include "core/json/document.h"

#include <array>
#include <initializer_list>
#include <string_view>

namespace rolloutscope {

class NamedFields {
public:
    static constexpr std::size_t most = 8;

    NamedFields(json::Value object, std::initializer_list<std::string_view> names)
    {
        for (const std::string_view name : names)
            names_[count_++] = name;
        for (const json::Member member : object.members()) {
            for (std::size_t i = 0; i < count_; ++i) {
                if (!member.key.equals(names_[i]))
                    continue;
                anyTwice_ = anyTwice_ || values_[i].present();
                values_[i] = member.value;
            }
        }
    }

    /// One of the names is there more than once: the object does not fit.
    [[nodiscard]] bool anyTwice() const { return anyTwice_; }
    [[nodiscard]] json::Value operator[](std::string_view name) const
    {
        for (std::size_t i = 0; i < count_; ++i) {
            if (names_[i] == name)
                return values_[i];
        }
        return {};
    }

private:
    std::array<std::string_view, most> names_;
    std::array<json::Value, most> values_;
    std::size_t count_ = 0;
    bool anyTwice_ = false;
};

} // namespace rolloutscope
