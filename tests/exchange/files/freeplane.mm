<map version="freeplane 1.11.5">
<!--To view this file, download free mind mapping software Freeplane from https://www.freeplane.org -->
<node TEXT="Buurtfeest" FOLDED="false" ID="ID_100000001" CREATED="1700000000000" MODIFIED="1700000001000" VGAP_QUANTITY="3 pt">
<hook NAME="MapStyle" background="#f9f9f8" zoom="1.1">
    <properties show_icon_for_attributes="true" edgeColorConfiguration="#808080ff,#ff0000ff" fit_to_viewport="false"/>
<map_styles>
<stylenode LOCALIZED_TEXT="styles.root_node" STYLE="oval" UNIFORM_SHAPE="true">
<font SIZE="24"/>
<stylenode LOCALIZED_TEXT="styles.predefined" POSITION="right" STYLE="bubble">
<stylenode LOCALIZED_TEXT="default" ID="ID_900000001" COLOR="#000000" STYLE="fork">
<arrowlink SHAPE="CUBIC_CURVE" COLOR="#000000" DESTINATION="ID_900000001"/>
<richcontent TYPE="DETAILS" CONTENT-TYPE="plain/auto"/>
<richcontent TYPE="NOTE" CONTENT-TYPE="plain/auto"/>
</stylenode>
<stylenode LOCALIZED_TEXT="styles.important" ID="ID_900000002">
<icon BUILTIN="yes"/>
</stylenode>
</stylenode>
</stylenode>
</map_styles>
</hook>
<hook NAME="AutomaticEdgeColor" COUNTER="3" RULE="ON_BRANCH_CREATION"/>
<edge STYLE="bezier" COLOR="#ff0000" WIDTH="2"/>
<node TEXT="Eten &amp; drinken &lt;samen&gt;" POSITION="bottom_or_right" ID="ID_100000002" CREATED="1" MODIFIED="2">
<edge COLOR="#007f3f"/>
<icon BUILTIN="idea"/>
<icon BUILTIN="full-1"/>
<node ID="ID_100000003" CREATED="1" MODIFIED="2"><richcontent TYPE="NODE">

<html>
  <head>
    <style type="text/css">p { margin-top: 0 }</style>
  </head>
  <body>
    <p>
      Soep van <b>Fatma</b>
    </p>
    <p>
      en brood
    </p>
  </body>
</html>
</richcontent>
<arrowlink SHAPE="CUBIC_CURVE" COLOR="#000000" WIDTH="2" DESTINATION="ID_100000006" STARTINCLINATION="74 pt;0 pt;" ENDARROW="DEFAULT"/>
</node>
<node TEXT="Koffie&#xa;en thee" ID="ID_100000004" FOLDED="true">
<richcontent TYPE="NOTE" CONTENT-TYPE="xml/">
<html>
  <head/>
  <body>
    <p>Vraag het buurthuis</p>
    <ul><li>kopjes</li><li>lepels</li></ul>
  </body>
</html>
</richcontent>
<richcontent TYPE="DETAILS" CONTENT-TYPE="plain/auto"/>
</node>
</node>
<node TEXT="Muziek" POSITION="top_or_left" ID="ID_100000005" COLOR="#3333ff" LINK="https://example.org/harmonie">
<node TEXT="Harmonie" ID="ID_100000006">
<attribute NAME="kosten" VALUE="250"/>
<icon BUILTIN="emoji-1F3BA"/>
<icon BUILTIN="unheard-of"/>
</node>
<node TEXT="Geluid" ID="ID_100000007" LINK="#ID_100000004"/>
<node TEXT="Plattegrond" ID="ID_100000008">
<hook URI="plein.png" SIZE="0.5" NAME="ExternalObject"/>
</node>
</node>
</node>
</map>
