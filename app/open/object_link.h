// Links to an object of a bundle on this machine:
//   rolloutscope://open?bundle=PATH&object=KIND/ID[&from=MS&to=MS]
// PATH is absolute, ID is the recorded one, both percent-encoded; from and to are Unix ms. Links come from anywhere:
// they name a local folder to look at and nothing else, and what is not exactly of this form is refused.
#pragma once

#include "core/trace/object_ref.h"

#include <QString>

#include <optional>
#include <string>

namespace rolloutscope {

struct ObjectLink {
    struct Time { // Unix ms, from before to
        UnixMs from = 0;
        UnixMs to = 0;
        bool operator==(const Time&) const = default;
    };

    QString bundle; // absolute path
    ObjectKind kind = ObjectKind::None;
    std::string id; // as recorded: any bytes
    std::optional<Time> time;
    bool operator==(const ObjectLink&) const = default;
};

/// Whether a text wants to be a link; parseLink() says whether it is one.
[[nodiscard]] bool isLink(const QString& text);
/// ASCII only. Kind and id must be set.
[[nodiscard]] QString makeLink(const ObjectLink& link);

struct ParsedLink {
    std::optional<ObjectLink> link;
    QString error; // why there is none: a sentence without the link itself
};
[[nodiscard]] ParsedLink parseLink(const QString& text);

} // namespace rolloutscope
