<map version="1.0.1">
<!-- To view this file, download free mind mapping software FreeMind from http://freemind.sourceforge.net -->
<attribute_registry SHOW_ATTRIBUTES="hide"/>
<node BACKGROUND_COLOR="#ffff99" CREATED="1300000000000" ID="Freemind_Link_1" MODIFIED="1300000000001" TEXT="Caf&#xe9;">
<font BOLD="true" NAME="SansSerif" SIZE="14"/>
<node CREATED="1" ID="Freemind_Link_2" POSITION="right" TEXT="Rechts">
<arrowlink DESTINATION="Freemind_Link_4" ENDARROW="Default" ENDINCLINATION="30;0;" ID="Freemind_Arrow_Link_9" STARTARROW="None"/>
<cloud/>
<node CREATED="1" ID="Freemind_Link_3" TEXT="&lt;html&gt;&lt;body&gt;Twee&lt;br&gt;regels&lt;/body&gt;&lt;/html&gt;"/>
</node>
<node CREATED="1" FOLDED="true" ID="Freemind_Link_4" POSITION="left" TEXT="Links">
<linktarget COLOR="#b0b0b0" DESTINATION="Freemind_Link_4" SOURCE="Freemind_Link_2"/>
</node>
</node>
</map>
