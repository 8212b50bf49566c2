package org.iccm.examples.plugin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.Digests;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ContextRejectedException;

/** One requirement per documented unit: the first sentences of its docstring. */
final class DocstringEngineer implements ContextEngineer {
  private static final String VERSION = "docstrings-1";
  private static final Pattern DOCSTRING = Pattern.compile("(?s)[rRuU]?(\"\"\"|''')(.+?)\\1");

  private final String name;
  private final int sentences;
  private final Function<String, Optional<LanguageSupport>> languages;

  DocstringEngineer(
      String name, int sentences, Function<String, Optional<LanguageSupport>> languages) {
    this.name = name;
    this.sentences = sentences;
    this.languages = languages;
  }

  @Override
  public EngineerCard card() {
    return EngineerCard.builder(name, Digests.of(VERSION, Integer.toString(sentences)))
        .description("the first " + sentences + " sentences of every docstring")
        .build();
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    LanguageSupport language =
        languages
            .apply(request.application().language())
            .orElseThrow(
                () ->
                    new ContextRejectedException(
                        name,
                        request.application().id(),
                        "no support for language "
                            + request.application().language()
                            + "; add iccm-harness to the class path"));
    List<Requirement> requirements = new ArrayList<>();
    requirements.add(
        Requirement.builder(RequirementKind.FUNCTIONAL, request.application().description())
            .build());
    for (SourceFile file : request.application().sources()) {
      for (CodeUnit unit : language.units(file)) {
        Matcher m = DOCSTRING.matcher(unit.text());
        if (m.find()) {
          requirements.add(
              Requirement.builder(RequirementKind.FUNCTIONAL, first(m.group(2)))
                  .units(Set.of(unit.id()))
                  .build());
        }
      }
    }
    return EngineeredContext.builder(requirements).build();
  }

  private String first(String docstring) {
    return Arrays.stream(docstring.strip().replaceAll("\\s+", " ").split("(?<=\\.) "))
        .limit(sentences)
        .collect(Collectors.joining(" "));
  }
}
